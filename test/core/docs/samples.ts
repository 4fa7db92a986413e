import type { LinkLanguage } from '../../../src/core/docs/link.ts';

/** A document like those that people write, and the images that its readers see. */
export interface Sample {
  readonly name: string;
  readonly language: LinkLanguage;
  readonly text: string;
  /** Target as it is written, the address that it means, the alternative text, and the size. */
  readonly images: readonly (readonly [
    written: string,
    url: string,
    alt?: string | undefined,
    width?: number,
    height?: number,
  ])[];
}

const readme = `---
title: Kite
image: assets/social card.png
---

# Kite [![build](https://img.shields.io/b.svg)](https://ci.example/kite) ![](logo.svg)

<!-- ![not me](comment.png) -->
<p align="center">
  <img src="assets/hero.png" alt="A red kite &amp; a blue sky" width="640" height='360'>
  <picture><source srcset="assets/dark.png 1x, assets/dark@2x.png 2x" media="(prefers-color-scheme: dark)"></picture>
</p>

Inline \`![code](code.png)\` and ![a *kite* in \\[the\\] sky](<assets/my kite.png> "Title (of it)") stay apart.

| Feature | Picture |
| ------- | ------- |
| Speed \\| time | ![fast](img/fast.png) |
| \`a | ![lone tick](img/tick.png) |

1. A list
   > quoted ![with
   > two lines](assets/a\\_b.png#gh-dark-mode-only)
   <img alt="in text" src=assets/bare.png>

Code:

    ![indented](code2.png)

\`\`\`md
![fenced](code3.png)
\`\`\`

![The team][team] ![team][] ![Team] ![nobody][nobody]

[team]: <assets/the team.jpg> 'Us'
[Other]: x.png
`;

const docusaurus = `import Tabs from '@theme/Tabs';
import hero from './img/hero.png';

export const meta = { title: 'x' };

# Guide

<Tabs>
  <TabItem value="a">

    ![Install](./img/install.png?raw=true)

  </TabItem>
</Tabs>

<div className="row">
  ![Between tags](/img/between.png)
</div>

{/* ![gone](gone.png)

<img src="gone.png" /> */}

<img src={hero} alt="Hero" />
<img src={require('./img/required.png').default} alt="Required" />
<img onClick={() => go(1 > 0)} src={"./img/literal.png"} alt="Literal" width={320} height={200} />
<Image src='./img/component.png' />

:::tip

![提示](./img/提示.png)

:::
`;

const vitepress = `---
layout: home
hero:
  name: 文档
  image:
    src: /logo-large.png
    alt: 一只戴帽子的猫
features:
  - title: 快
    icon: { src: "/icons/fast.svg", alt: '快' }
---

<script setup>
import x from './x'
const html = '<img src="script.png">'
</script>

![截图](./图片/屏幕%20截图.png){width=300 height=200px}

<img :src="x" alt="bound"><img v-bind:src="x"><img src="./图片/架构.png" alt="架构图">
`;

const hugo = `+++
title = "A post"
images = ["cover one.jpg", 'two.webp'] # "three.png"
[cover]
image = "posts/cover.png"
alt = "The cover"
relative = true
+++

Text ![post](post.png 'x')
`;

const asciidoc = `= Manual
:imagesdir: images
:icondir: ./icons
:toc:

image::diagram.png[The diagram,640,480]

image::overview.svg[alt="An overview, of all",width=300,link="x.html"]

Press image:{icondir}/play.png[] or \\image:no.png[] or image:/abs/x.png[Site] now.

// image::comment.png[]
////
image::block-comment.png[]
////
----
image::listing.png[]
----

[source,asciidoc]
image::source.png[]

 image::literal.png[]

++++
<img src="pass.png">
++++

* item image:list item.png["a, b", role=x] end

|===
|image:cell.png[Cell]
|===

:imagesdir!:

.中文标题
image::图片/架构 图.png[架构图]
`;

const sphinx = `Title
=====

.. image:: img/plain.png

.. figure:: img/figure.png
   :alt: A figure of
         two lines
   :width: 300px
   :height: 200
   :align: center

   The caption

.. |logo| image:: logo.svg
   :alt: Logo

Inline |logo|::

   .. image:: literal.png

.. a comment
   .. image:: comment.png

.. code-block:: rst

   .. image:: code.png

.. note::

   .. image:: img/my\\ note.png
      :width: 50%

.. list-table::

   * - .. image:: cell.png
     - 文字

.. image:: 图片/架构.png
   :alt: 架构图
`;

const landing = `<!doctype html>
<html>
<head><title><img src="title.png"></title><style>a{background:url(<img src="style.png">)}</style></head>
<body>
<!-- <img src="comment.png"> -->
<IMG SRC = 'img/a b.png' ALT=Kite WIDTH=100 HEIGHT="50%">
<img alt src="img/c&amp;d.png">
<img srcset="img/s.png 480w,
  img/l,1.png 800w" src="img/m.png" alt="所有尺寸">
<img data-src="lazy.png"><img src="">
<script>document.write('<img src="script.png">')</script>
<?php if ($a->b) echo '<img src="php.png">' ?>
<template><img src="img/template.png"></template>
<video src="v.mp4"><source src="v.webm"></video>
</body>
`;

const svelte = `<script>
  let src = 'x.png';
</script>
{#if a > b}
  <img {src} alt="dynamic" />
  <img src="{base}/x.png" alt={label} />
  <img on:click={() => open()} src="./kite.png" alt={'A kite'} />
{/if}
`;

const astro = `---
import { Image } from 'astro:assets';
const image = '<img src="code.png">';
---
<Card render={() => <img src="/nested.png" alt="n" />} />
<Image src="/hero.png" alt="Hero" width={600} />
`;

const cell = `---
![Plot of the *loss*](attachment:plot.png)

<img src="figs/loss curve.png" width="400"/>`;

export const samples: readonly Sample[] = [
  {
    name: 'a README with badges and tables',
    language: 'markdown',
    text: readme,
    images: [
      ['assets/social card.png', 'assets/social card.png'],
      ['https://img.shields.io/b.svg', 'https://img.shields.io/b.svg', 'build'],
      ['logo.svg', 'logo.svg', ''],
      ['assets/hero.png', 'assets/hero.png', 'A red kite & a blue sky', 640, 360],
      ['assets/dark.png', 'assets/dark.png'],
      ['assets/dark@2x.png', 'assets/dark@2x.png'],
      ['assets/my kite.png', 'assets/my kite.png', 'a kite in [the] sky'],
      ['img/fast.png', 'img/fast.png', 'fast'],
      ['img/tick.png', 'img/tick.png', 'lone tick'],
      ['assets/a\\_b.png#gh-dark-mode-only', 'assets/a_b.png#gh-dark-mode-only', 'with two lines'],
      ['assets/bare.png', 'assets/bare.png', 'in text'],
      ['assets/the team.jpg', 'assets/the team.jpg', 'The team'],
      ['assets/the team.jpg', 'assets/the team.jpg', 'team'],
      ['assets/the team.jpg', 'assets/the team.jpg', 'Team'],
    ],
  },
  {
    name: 'a guide in MDX',
    language: 'markdown',
    text: docusaurus,
    images: [
      ['./img/install.png?raw=true', './img/install.png?raw=true', 'Install'],
      ['/img/between.png', '/img/between.png', 'Between tags'],
      ['./img/literal.png', './img/literal.png', 'Literal', 320, 200],
      ['./img/component.png', './img/component.png'],
      ['./img/提示.png', './img/提示.png', '提示'],
    ],
  },
  {
    name: 'a Chinese page of VitePress',
    language: 'markdown',
    text: vitepress,
    images: [
      ['/logo-large.png', '/logo-large.png', '一只戴帽子的猫'],
      ['/icons/fast.svg', '/icons/fast.svg', '快'],
      ['./图片/屏幕%20截图.png', './图片/屏幕%20截图.png', '截图', 300, 200],
      ['./图片/架构.png', './图片/架构.png', '架构图'],
    ],
  },
  {
    name: 'a post of Hugo',
    language: 'markdown',
    text: hugo,
    images: [
      ['cover one.jpg', 'cover one.jpg'],
      ['two.webp', 'two.webp'],
      ['posts/cover.png', 'posts/cover.png', 'The cover'],
      ['post.png', 'post.png', 'post'],
    ],
  },
  {
    name: 'a manual in AsciiDoc',
    language: 'asciidoc',
    text: asciidoc,
    images: [
      ['diagram.png', 'images/diagram.png', 'The diagram', 640, 480],
      ['overview.svg', 'images/overview.svg', 'An overview, of all', 300],
      ['{icondir}/play.png', 'images/./icons/play.png'],
      ['/abs/x.png', '/abs/x.png', 'Site'],
      ['list item.png', 'images/list item.png', 'a, b'],
      ['cell.png', 'images/cell.png', 'Cell'],
      ['图片/架构 图.png', '图片/架构 图.png', '架构图'],
    ],
  },
  {
    name: 'a page of Sphinx',
    language: 'restructuredtext',
    text: sphinx,
    images: [
      ['img/plain.png', 'img/plain.png'],
      ['img/figure.png', 'img/figure.png', 'A figure of two lines', 300, 200],
      ['logo.svg', 'logo.svg', 'Logo'],
      ['img/my\\ note.png', 'img/my note.png'],
      ['cell.png', 'cell.png'],
      ['图片/架构.png', '图片/架构.png', '架构图'],
    ],
  },
  {
    name: 'a landing page',
    language: 'html',
    text: landing,
    images: [
      ['img/a b.png', 'img/a b.png', 'Kite', 100],
      ['img/c&amp;d.png', 'img/c&d.png', ''],
      ['img/s.png', 'img/s.png', '所有尺寸'],
      ['img/l,1.png', 'img/l,1.png', '所有尺寸'],
      ['img/m.png', 'img/m.png', '所有尺寸'],
      ['img/template.png', 'img/template.png'],
    ],
  },
  {
    name: 'a component of Svelte',
    language: 'html',
    text: svelte,
    images: [
      ['{base}/x.png', '{base}/x.png'],
      ['./kite.png', './kite.png', 'A kite'],
    ],
  },
  {
    name: 'a page of Astro',
    language: 'html',
    text: astro,
    images: [
      ['/nested.png', '/nested.png', 'n'],
      ['/hero.png', '/hero.png', 'Hero', 600],
    ],
  },
  {
    name: 'a cell of a notebook',
    language: 'markdown',
    text: cell,
    images: [
      ['attachment:plot.png', 'attachment:plot.png', 'Plot of the loss'],
      ['figs/loss curve.png', 'figs/loss curve.png', undefined, 400],
    ],
  },
];
